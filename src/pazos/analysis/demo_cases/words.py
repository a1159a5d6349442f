"""What people of the demo city are invented to have said and written. Nobody in it exists."""

from __future__ import annotations

WORKERS = (
    *("Marta Guadual", "Iván Totumo", "Clara Yarumal", "Néstor Balso", "Pilar Cedral", "Hernán Nogal"),
    *("Gloria Arrayán", "Fabio Caracolí", "Luz Platanal", "Darío Maizal", "Inés Laurel", "Rubén Tachuelo"),
    *("Olga Carbonero", "Saúl Gualanday"),
)
CHOSEN_NAMES = ("Yei", "La Mona", "Chepe", "Vale", "Nené", "Tata", "Juancho", "Mile", "Beto", "Caro")
CONTACTS = (
    "Por la tarde en la cancha cubierta; no llamar a la casa",
    "Teléfono de la tía, después de las seis",
    "Mensaje al teléfono, nunca llamada",
    "En el salón comunal los sábados",
    "A la salida del colegio, con la orientadora",
)
GUARDIANS = (
    "Su mamá, en la tienda de la esquina",
    "La abuela, en la casa por la mañana",
    "El papá, por teléfono de noche",
)
REASONS = (
    "Quiere volver a estudiar y no sabe cómo.",
    "Busca trabajo desde hace un año.",
    "Le gustaría salir de la casa un rato y hacer música.",
    "Pide que le ayuden con los papeles.",
    "Dice que está cansado y que quiere hablar con alguien.",
    "",
)
SCHOOLS = ("Colegio Mirasol", "Institución Educativa La Ribera", "Puesto de salud Estación Norte")
NOTES = (
    "Contó de la semana. Quedó de traer los papeles.",
    "Habló poco; pidió que la próxima sea caminando.",
    "Fuimos juntos a la oficina de matrículas.",
    "Está durmiendo mejor. Quiere volver al taller de radio.",
    "Discutió con el hermano y lo resolvieron hablando.",
    "La mamá estuvo la segunda mitad.",
    "",
    "",
)
ABSENT = ("Mandó decir que no podía.", "No contestó.", "Llovía y no hubo paso.", "", "")
AGREED = (
    "Seguir con dos encuentros al mes y revisar la matrícula.",
    "Visitar a la familia antes de fin de mes.",
    "Pedir cita en el puesto de salud y acompañarla.",
    "Hablar con la empresa de panadería.",
)
ASKED = ("Se mudó al otro lado de la ciudad y queda lejos.", "Consiguió trabajo y dice que ya está bien.")
GOALS = {
    "individual": ("Dormir bien y no andar con rabia", "Dejar de fumar tanto", "Aprender a tocar el tambor"),
    "family": ("Que en la casa no nos gritemos", "Volver a hablar con mi papá", "Ver a mi hija los domingos"),
    "productive": ("Tener un trabajo con contrato", "Terminar el bachillerato", "Montar mi peluquería"),
    "citizen": (
        "Tener la cédula y la libreta",
        "Jugar en el equipo del barrio",
        "Ayudar en el salón comunal",
    ),
}
STEPS = {
    "individual": (
        "Pedir cita en el puesto de salud",
        "Caminar tres veces por semana",
        "Ir al taller el sábado",
    ),
    "family": ("Una comida juntos el domingo", "Llamarlo el día de su cumpleaños", "Ir a la comisaría"),
    "productive": ("Sacar las notas del colegio", "Hacer la hoja de vida", "Ir a dos entrevistas"),
    "citizen": (
        "Pedir turno en la registraduría",
        "Inscribirse en el torneo",
        "Ir a una reunión de la junta",
    ),
}
SERVICES = {
    "health": "Puesto de salud Estación Norte",
    "mental_health": "Centro de escucha La Alborada",
    "education": "Secretaría de Educación, matrículas",
    "identity": "Registraduría",
    "legal": "Casa de justicia",
    "family": "Comisaría segunda",
    "substances": "Centro de acogida Las Garzas",
    "work": "Agencia pública de empleo",
}
INCENTIVES = (
    ("Pasajes de un mes", 90_000),
    ("Mercado", 120_000),
    ("Recarga de datos", 20_000),
    ("Uniforme", 75_000),
)
SAFETY = {
    "signs": "Me encierro y no contesto a nadie.",
    "alone": "Salir a caminar, poner música, bañarme.",
    "around": "La cancha, mi prima.",
    "help": "Mi tía y el profe de tambores.",
    "professionals": "Mi dupla; la línea de vida, 106.",
    "means": "Mi tía guarda las pastillas.",
    "reasons": "Mi hermana pequeña.",
}
CRISES = (
    ("threat", "Le mandaron un mensaje para que se vaya del barrio."),
    ("home_violence", "Llegó golpeada y pidió no volver a la casa esa noche."),
)
COURSES = (
    ("Panadería", 120),
    ("Electricidad básica", 160),
    ("Atención al cliente", 40),
    ("Hoja de vida y entrevista", 12),
)
SHOWN = ("Puntual, buen trato con la gente.", "Sabe de cocina y quiere aprender más.", "Fuerte en ventas.")
COMPANY = ("Buena entrevista.", "Buscábamos a alguien con experiencia.", "")
EMPLOYER = ("Cumple y aprende rápido.", "Llegó tarde algunas veces.", "Muy bien con los clientes.", "")
BUSINESSES = (
    ("Peluquería El Samán", "art_sport"),
    ("Arepas La Ribera", "kitchen"),
    ("Domicilios del Norte", "transport"),
    ("Costuras Amapola", "factory"),
    ("Celulares Don Beto", "digital"),
)
VENUES = (
    ("park", "Parque {place}"),
    ("court", "Cancha {place}"),
    ("culture", "Casa cultural {place}"),
    ("hall", "Salón comunal {place}"),
    ("school", "Patio de la escuela {place}"),
    ("river", "Sendero del río, {place}"),
)
WORKS = (  # in the order of VENUES
    "Sendero, bancas y juegos",
    "Nueva placa de la cancha",
    "Techo, ventanas y pintura",
    "Pintura y entrada",
    "Patio y juegos infantiles",
    "Iluminación y andenes",
)
SHOWS = {
    "park": (
        "Un sendero de tierra, árboles secos, una banca rota y basura.",
        "El sendero nuevo, árboles verdes, una banca, una luz y un columpio.",
    ),
    "court": (
        "La placa gris y agrietada, con maleza y los tableros sin aro.",
        "La placa azul recién pintada, con aros nuevos y una luz.",
    ),
    "culture": (
        "La casa con el techo roto y las ventanas tapadas con tablas.",
        "La casa pintada, con ventanas nuevas y un mural de círculos.",
    ),
    "hall": (
        "El salón con rayones en la pared y maleza en la entrada.",
        "El salón pintado, con el camino limpio y dos árboles.",
    ),
}
FOUND_BAD = {  # by the thing that was found poor or worse
    "light": "Las luces del costado no prenden.",
    "clean": "Hay basura junto a la entrada.",
    "surface": "El piso está levantado y se tropieza.",
    "furniture": "Dos bancas están rotas.",
    "green": "El pasto está seco y los árboles sin podar.",
    "access": "Una silla de ruedas no puede entrar.",
    "sport": "Los tableros no tienen aro.",
}
FOUND_GOOD = ("Limpio y bien cuidado.", "Todo sirve.", "")  # where nothing was
PROMISES = (
    "Abrir y cerrar el portón cada día.",
    "Recoger la basura los sábados.",
    "Avisar cuando una luz no prende.",
    "Regar los árboles nuevos.",
)
HARMS = {
    "property": "Se llevaron una bicicleta y la vendieron.",
    "injury": "Una pelea a la salida del colegio.",
    "threat": "Mensajes con amenazas entre vecinos.",
    "coexistence": "Meses de peleas por el ruido y la puerta común.",
}
WISHES = ("Que me digan por qué y que no vuelva a pasar.", "Pedir perdón y pagar lo que se dañó.")
DUTIES = (
    ("Pagar el arreglo en tres cuotas", "Tres recibos"),
    ("Pintar la pared dañada", "La pared pintada"),
    ("No escribirle por redes", "Ningún mensaje en tres meses"),
)
INSTITUTIONS = "Comisaría, registraduría, consultorio jurídico, casa de justicia"
COMPLAINTS = (
    ("service", "Prometieron los pasajes y no llegaron en dos meses."),
    ("treatment", "Me cambiaron la cita tres veces sin avisar."),
    ("data", "Quiero saber quién ve lo que cuento."),
)
SAME_PERSON = "Misma fecha y mismo barrio; la persona lo confirmó."
PURPOSE = "Para acompañarme en mi plan de vida; puedo dejarlo cuando quiera."
