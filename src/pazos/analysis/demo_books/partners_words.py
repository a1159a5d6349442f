"""What the invented city's partners are called, what they agree and which jobs they offer. None of it is real."""

from __future__ import annotations

from typing import NamedTuple

from pazos.domain.partners.vocabulary import Kind, Side, Track


class PartnerWords(NamedTuple):
    """One partner: the components it was registered for are told by their codes."""

    name: str
    kind: Kind
    track: Track
    components: tuple[str, ...]


PARTNERS = (
    PartnerWords("Fundación Guadual", Kind.FOUNDATION, Track.TWO, ("prevencion",)),
    PartnerWords("Fundación Ceiba Mayor", Kind.FOUNDATION, Track.TWO, ("intervencion", "prevencion")),
    PartnerWords("Fundación Manos de Agua", Kind.FOUNDATION, Track.TWO, ("entornos",)),
    PartnerWords("Fundación Tejedores", Kind.FOUNDATION, Track.TWO, ("intervencion",)),
    PartnerWords("Ingenio El Samán", Kind.COMPANY, Track.TWO, ("intervencion", "prevencion")),
    PartnerWords("Panificadora La Espiga de Oro", Kind.COMPANY, Track.TWO, ("intervencion",)),
    PartnerWords("Transportes Cañaduzal", Kind.COMPANY, Track.TWO, ("prevencion",)),
    PartnerWords("Constructora Piedra Clara", Kind.COMPANY, Track.TWO, ("entornos",)),
    PartnerWords("Supermercados Buenavecina", Kind.COMPANY, Track.TWO, ("intervencion",)),
    PartnerWords("Confecciones Hilo Azul", Kind.COMPANY, Track.TWO, ("intervencion",)),
    PartnerWords("Diócesis de la ciudad inventada", Kind.CHURCH, Track.TWO, ("justicia", "interrupcion")),
    PartnerWords("Iglesia Casa del Puente", Kind.CHURCH, Track.THREE, ("interrupcion",)),
    PartnerWords("Iglesia Semillas de Mostaza", Kind.CHURCH, Track.THREE, ("intervencion",)),
    PartnerWords("Universidad de los Guayacanes", Kind.UNIVERSITY, Track.TWO, ("intervencion",)),
    PartnerWords("Universidad Técnica del Valle Alto", Kind.UNIVERSITY, Track.TWO, ("prevencion",)),
    PartnerWords("Consultorio Jurídico Universitario", Kind.UNIVERSITY, Track.TWO, ("justicia",)),
    PartnerWords("Junta de Acción Comunal Brisas", Kind.COMMUNITY, Track.THREE, ("entornos",)),
    PartnerWords("Junta de Acción Comunal El Guayabo", Kind.COMMUNITY, Track.THREE, ("entornos",)),
    PartnerWords("Colectivo de Tambores La Acequia", Kind.COMMUNITY, Track.THREE, ("prevencion",)),
    PartnerWords("Escuela Popular de Fútbol Sin Fronteras", Kind.COMMUNITY, Track.THREE, ("prevencion",)),
    PartnerWords("Mesa de Mujeres del Oriente", Kind.COMMUNITY, Track.THREE, ("justicia",)),
    PartnerWords("Consejo Comunitario Río Claro", Kind.COMMUNITY, Track.THREE, ("interrupcion",)),
    PartnerWords("Corporación Palabra y Paz", Kind.NGO, Track.TWO, ("interrupcion", "justicia")),
    PartnerWords("Corporación Caminos de Vuelta", Kind.NGO, Track.TWO, ("intervencion",)),
    PartnerWords("Asociación Jóvenes al Centro", Kind.NGO, Track.TWO, ("prevencion",)),
    PartnerWords("Agencia Internacional de Convivencia", Kind.AGENCY, Track.ONE, ("interrupcion",)),
    PartnerWords("Fondo Global para Ciudades Seguras", Kind.AGENCY, Track.ONE, ("intervencion",)),
    PartnerWords("Instituto Nacional de Formación", Kind.NATIONAL, Track.ONE, ("prevencion",)),
    PartnerWords("Servicio Nacional de Bienestar Familiar", Kind.NATIONAL, Track.ONE, ("justicia",)),
    PartnerWords("Secretaría Departamental de Paz", Kind.DEPARTMENTAL, Track.ONE, ("interrupcion",)),
)
REFUSED = "Transportes Cañaduzal"
CONDITIONED = ("Fundación Tejedores", "Consejo Comunitario Río Claro")
LAPSED = "Iglesia Semillas de Mostaza"


class AgreementWords(NamedTuple):
    """One kind of agreement: its component, its words and how what is in kind is valued."""

    component: str
    title: str
    purpose: str
    method: str


AGREEMENTS = (
    AgreementWords(
        "interrupcion",
        "Formación de gestores de convivencia",
        "Que los gestores medien disputas con método y sin ponerse en riesgo.",
        "Horas de formador a la tarifa de la hora cátedra del año.",
    ),
    AgreementWords(
        "interrupcion",
        "Casas de paso para mediaciones",
        "Un lugar neutral, abierto de noche, donde las partes puedan hablar.",
        "Canon de arrendamiento de un local igual, según tres ofertas.",
    ),
    AgreementWords(
        "intervencion",
        "Primer empleo con acompañamiento",
        "Contratos formales para quienes terminan el proceso, con tutor en la empresa.",
        "Horas del tutor a su costo laboral, certificadas por la empresa.",
    ),
    AgreementWords(
        "intervencion",
        "Acompañamiento psicosocial",
        "Un plan de vida con cada joven y su familia.",
        "Horas profesionales a la tarifa del colegio de psicólogos.",
    ),
    AgreementWords(
        "intervencion",
        "Evaluación independiente",
        "Saber si lo que se hace sirve, con un diseño sellado antes de ver los datos.",
        "Horas de investigador según la tabla de honorarios de la universidad.",
    ),
    AgreementWords(
        "prevencion",
        "Escuela de artes y oficios",
        "Música, danza y oficios después de la escuela, en los barrios priorizados.",
        "Uso de salones e instrumentos a precio de alquiler, según tres cotizaciones.",
    ),
    AgreementWords(
        "prevencion",
        "Torneos de barrio",
        "Deporte todo el año con reglas que los jóvenes acuerdan.",
        "Uniformes y balones por factura de compra.",
    ),
    AgreementWords(
        "prevencion",
        "Becas para terminar el bachillerato",
        "Que quien volvió a la escuela llegue al grado.",
        "Descuento en la matrícula sobre la tarifa publicada.",
    ),
    AgreementWords(
        "entornos",
        "Recuperación de canchas y parques",
        "Espacios que la comunidad usa y cuida, con luz hasta las diez.",
        "Materiales por factura y jornales comunitarios a salario mínimo.",
    ),
    AgreementWords(
        "entornos",
        "Murales y huertas",
        "Que las esquinas donde se murió vuelvan a ser lugares de encuentro.",
        "Jornales comunitarios a salario mínimo, por planilla de asistencia.",
    ),
    AgreementWords(
        "justicia",
        "Círculos restaurativos",
        "Que quien hizo daño lo repare y quien lo sufrió sea oído.",
        "Horas de abogados y facilitadores a la tarifa del consultorio.",
    ),
    AgreementWords(
        "justicia",
        "Jornadas de acceso a la justicia",
        "Comisaría, defensoría y consultorio jurídico en el barrio.",
        "Horas de profesionales a la tarifa del consultorio.",
    ),
)


class DutyWords(NamedTuple):
    """One duty: whose, its words, and after what share of the time it is due (None: while it lasts)."""

    side: Side
    text: str
    share: float | None


DUTIES = (
    DutyWords(Side.CITY, "Designar supervisor y convocar el comité técnico", 0.05),
    DutyWords(Side.CITY, "Desembolsar o entregar el primer aporte", 0.15),
    DutyWords(Side.CITY, "Desembolsar o entregar el aporte final", 0.8),
    DutyWords(Side.PARTNER, "Entregar plan de trabajo y presupuesto detallado", 0.1),
    DutyWords(Side.PARTNER, "Informe de avance con medios de verificación", 0.5),
    DutyWords(Side.PARTNER, "Informe final y soportes de ejecución", 1.0),
    DutyWords(Side.PARTNER, "Cuidar los datos de las personas y no publicar sus nombres", None),
)
JOBS = (
    ("Auxiliar de panadería", "Tiempo completo, contrato a término fijo, se enseña el oficio."),
    ("Operario de confección", "Tiempo completo, contrato por obra, con tutor los tres primeros meses."),
    ("Auxiliar de bodega", "Turnos de ocho horas, contrato a término fijo de un año."),
    ("Ayudante de obra", "Contrato por obra, dotación y curso de alturas pagados."),
    ("Empacador", "Medio tiempo, compatible con terminar el bachillerato."),
    ("Auxiliar de vivero", "Tiempo completo, transporte incluido."),
    ("Aprendiz de mantenimiento", "Contrato de aprendizaje con certificado."),
)
END_REASONS = "La sede quedó inhabitable tras el invierno y las partes acordaron terminar y liquidar."
OPEN_REASONS = "Se liquida con el informe final pendiente; el saldo no se pagó."
LONGER = "La cohorte empezó dos meses tarde por el paro y termina el semestre siguiente."
MORE = "Se abre una segunda cohorte con el mismo equipo."
