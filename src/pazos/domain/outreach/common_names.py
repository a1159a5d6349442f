"""Which given names and surnames are common in Colombia? Data for the warning, folded: small letters, no accents.

The lists are of common names at large, made for this purpose; nobody is looked up in them.
`ALSO_WORDS` are names that are everyday words too: they count only where they are written as names.
"""

from __future__ import annotations

_GIVEN_NAMES = """
    aaron abel adolfo adrian adriana agustin aida alba alberto alejandra alejandro alex alexander alexandra
    alexis alfonso alfredo alicia alirio alison alvaro amanda amparo ana anderson andrea andres andrey angela
    angelica angie anibal antonia antonio ariel arley armando arturo astrid aura beatriz belisario benjamin
    bernardo bertha blanca brandon brayan brayner breiner brenda bryan camila camilo carlos carmen carmenza
    carolina catalina cecilia cesar christian cielo clara claudia constanza consuelo cristian cristina cristobal
    daniel daniela danilo danna dario david dayana deisy deiby deivid diana dicson diego diomedes dora dorian doris
    duban duvan eder edgar edinson edison eduardo edward edwin efrain elena eliana elias eliecer elizabeth elkin
    elsa elvia emerson emilia emiliano emilio emma enrique erica erika ernesto esteban estefania estefany esther
    eugenia eugenio evelyn ever fabian fabiola felipe felix fernanda fernando fernay flavio francia francisco
    franklin fredy freddy gabriel gabriela gerardo german gerson gilberto gilma gina giovanni gisela gladys
    gloria gonzalo graciela gregorio guillermo gustavo harold harrison hector helena henry heriberto hernan hernando
    hilda hugo humberto ignacio ingrid irma isaac isabel isabella isaias ismael israel ivan ivonne jackeline jacobo
    jaider jaime jair jairo jamer james janeth javier jeferson jefferson jeison jenifer jennifer jenny jeronimo
    jessica jesus jhoan jhon jhonatan jhonny jhony joan joaquin johan johana johanna john johnatan johnny jonathan
    jonatan jorge jose josefa joselito joseph josue juan juana juanita julia julian juliana julieta julio karen
    karina karla karol kelly kelvin kenia kevin kimberly laura lady leandro leidy leider leonardo leonel leonor
    lesly libardo lida ligia lilia liliana lina linda lizeth lorena lorenzo lucas lucero lucia luciano lucila luis
    luisa luisfer luz magaly magda magdalena maicol maira manuel manuela marcela marcelo marcos margarita maria mariana
    maribel maricela mariela marina mario maritza marlene marlon marleny marta martha martin mary mateo matias
    mauricio maximiliano mayerly mayra melany melissa mercedes michael michel miguel milena milton mireya miriam
    monica moises myriam nancy natalia nathalia nataly neider nelly nelson nestor nicol nicolas nicole nidia nilson
    noelia nohemi nohora nora norma norberto octavio olga oliver omar orlando oscar osvaldo pablo paola patricia
    paula paulina pedro pilar rafael ramiro ramon raquel raul rebeca reinaldo ricardo roberto robinson rocio rodolfo
    rodrigo rodrigo rogelio roger roman romina ronald ronaldo rosalba rosario rosaura ruben rubiela ruby ruth salome
    salomon samanta samir samuel sandra santiago sara sarai sebastian sergio shirley silvia simon smith sofia soledad
    sonia stefania stefany stella steven stiven susana tatiana teodoro teresa thiago tomas uriel valentina valeria
    vanesa vanessa veronica vicente victor victoria viviana vladimir walter wendy wilder wilfredo william wilmar
    wilmer wilson xiomara yadira yaneth yamile yasmin yeferson yeimy yeison yenny yesenia yesica yesid yina yirley
    yohana yolanda yorladis yuliana yulieth yuri zulma zuleima
    angel dolores esperanza flor paz rosa socorro victoria
    """

_SURNAMES = """
    acevedo acosta agudelo aguilar aguirre alarcon alvarado alvarez alzate amaya andrade angulo aponte aragon
    arango araujo arbelaez arboleda arce ardila arenas arevalo arias aristizabal arroyo asprilla avila ayala
    balanta ballesteros banguera barrera barrios bautista becerra bedoya bejarano beltran benavides benitez bermudez
    bernal betancourt betancur bolanos bolivar bonilla botero bravo buitrago burbano bustamante bustos caballero
    cabrera caceres caicedo calderon calle camacho campo cano cantillo cardenas cardona carabali cardozo carmona
    caro carrillo carvajal casas castaneda castano castillo castro ceballos cespedes chacon chaparro chavez cifuentes
    cobo collazos contreras cordoba coronado correa cortes cortez cruz cuero cuellar cuesta cuervo davila daza
    delgado devia diaz dominguez duarte duque echeverry escobar escobar espinosa espitia estrada estupinan fajardo
    fernandez fierro figueroa florez flores fonseca forero franco galeano galindo gallego gallo galvis gamboa
    garces garcia garzon gaviria gil giraldo godoy gomez gongora gonzales gonzalez granja grisales grueso guerra
    guerrero guevara gutierrez guzman henao heredia hernandez herrera hidalgo hinestroza holguin hoyos hurtado ibarguen
    ibarra jaramillo jimenez ladino landazuri lara lasso leal leon lerma lizarazo llanos loaiza londono lopez
    lozada lozano lucumi lugo luna machado maldonado manrique marin marquez marroquin martinez martinez mateus mejia
    melo mena mendez mendoza meneses mercado mesa micolta mina minotta molina moncada mondragon monroy monsalve
    montano montenegro montes montoya mora morales moreno mosquera moya munera munoz muriel murillo narvaez navarro
    navia nieto nino noguera noriega obando obregon ocampo ochoa ordonez orejuela orozco orrego ortega ortiz osorio
    ospina otero oviedo pabon pacheco padilla palacio palacios palomino pardo paredes parra pastrana patino payan
    pedraza pelaez pena perea perez perlaza pineda pinto pinzon plaza polania polo portilla portocarrero posada posso
    potes prada prado preciado prieto puentes pulgarin quiceno quinones quintana quintero quiroga ramirez ramos
    rangel realpe rendon rengifo renteria restrepo reyes riascos ricaurte rico rincon rios rivas rivera rivillas
    robledo robles rodas rodriguez rojas roldan roman romero rosero rua rubiano rubio rueda ruiz saavedra salamanca
    salas salazar salcedo salgado sanabria sanchez sanclemente sandoval sanmiguel santacruz santamaria santana
    santander santos sarmiento segura sepulveda serna serrano sierra sinisterra silva solano solarte solis sosa soto
    suarez tabares tascon tejada tello tenorio tobar tobon toro torres trejos triana trochez trujillo urbano uribe
    urrea urrutia valderrama valdes valencia valencia vallejo valverde vanegas varela vargas vasquez vega vela
    velandia velasco velasquez velez vera vergara viafara vidal viera villa villada villalba villamizar villegas
    viveros yepes zambrano zamora zapata zuluaga zuniga
    """

_ALSO_WORDS = """
    alba amparo angel aura blanca bravo caballero calle campo caro casas castillo castro cielo clara consuelo
    correa cruz cuero cuervo cuesta delgado dolores duque ever esperanza estrada flor flores franco gallego gallo
    gloria granja grueso guerra guerrero hidalgo hoyos lady leal leon llanos luna luz mar marina mary melo mena
    mercado mercedes mesa mina montes mora morales moreno nieto nino norma otero pardo paredes paz pena pilar
    pinto plaza polo posada prado prieto puentes ramos reyes rico rincon rios rivera robles rocio roman rosa
    rosario rubio rueda salas santa santana santos segura serrano sierra socorro soledad soto tello toro torres
    urbano valencia valle vega vela vera victoria villa
    angie casas marcos mina rojas bolivar santander cordoba colombia linda paz smith
    """

# Written with a capital without being somebody: feasts, clubs, networks, institutions of help, God.
_NOBODY = """
    dios semana santa navidad nochebuena virgen palmira cali valle cauca colombia medellin bogota america nacional
    deportivo millonarios junior tolima once caldas atletico santa fe barca barcelona real madrid facebook instagram
    tiktok whatsapp twitter telegram icbf sena eps ese pazos comuna corregimiento vereda barrio colegio institucion
    educativa escuela iglesia parroquia parque cancha polideportivo hospital casa junta accion comunal alcaldia
    secretaria comisaria familia personeria defensoria lunes martes miercoles jueves viernes sabado domingo enero
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ano nuevo halloween
    """

GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())
SURNAMES = frozenset(_SURNAMES.split())
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
NOBODY = frozenset(_NOBODY.split())
